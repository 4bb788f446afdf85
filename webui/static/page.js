// Comfort for the page; everything works without it. What is typed goes to this site only, for suggestions and searches;
// own searches stay in the browser.

const box = document.getElementById("q");
const root = document.documentElement;

// --- Settings and own searches, kept only in this browser -------------------------------------------------

/** Reads and writes one value of the browser's store; where there is none, nothing is remembered. */
const store = {
  get(name, fallback) {
    try { return JSON.parse(localStorage.getItem(`fundstelle.${name}`)) ?? fallback; } catch { return fallback; }
  },
  set(name, value) {
    try { localStorage.setItem(`fundstelle.${name}`, JSON.stringify(value)); } catch { /* private window */ }
  },
};

const MAX_OWN_SEARCHES = 50;

function remember(query) {
  if (!query || !store.get("history", true)) return;
  const others = store.get("searches", []).filter((text) => text !== query);
  store.set("searches", [query, ...others].slice(0, MAX_OWN_SEARCHES));
}

function setUpSettings() {
  for (const field of document.querySelectorAll("[data-setting]")) {
    const name = field.dataset.setting;
    field.checked = store.get(name, true);
    field.closest(".setting").hidden = false;
    field.addEventListener("change", () => {
      store.set(name, field.checked);
      if (name === "history" && !field.checked) store.set("searches", []);
    });
  }
}

// --- Keys ---------------------------------------------------------------------------------------------

const hits = [...document.querySelectorAll(".hits :is(h2, h3) a")];
const marks = [...document.querySelectorAll("article mark[id]")];

function walk(list, step) {
  const at = list.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
  const found = list[Math.max(0, Math.min(next, list.length - 1))];
  if (!found) return false;
  if (!found.matches("a, [tabindex]")) found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "center" });
  return true;
}

const keys = {
  "/": () => { box.focus(); box.select(); return true; },
  "?": () => { location.assign(root.dataset.help); return true; },
  j: () => walk(hits, 1),
  k: () => walk(hits, -1),
  o: () => hits.includes(document.activeElement) && (document.activeElement.click(), true),
  n: () => walk(marks, 1),
  p: () => walk(marks, -1),
  u: () => { const back = document.querySelector(".back"); back?.click(); return Boolean(back); },
};

function setUpKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || !store.get("keys", true)) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
}

// --- Suggestions: a combobox in the WAI-ARIA pattern; Enter always searches what stands in the box ---------

function setUpSuggestions() {
  const form = box.form;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  list.setAttribute("aria-label", box.dataset.suggestions);
  box.after(list);
  const state = { role: "combobox", "aria-controls": list.id, "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(state)) box.setAttribute(name, value);

  let typed = box.value;
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const kinds = JSON.parse(box.dataset.kinds);
  const numbers = new Intl.NumberFormat(root.lang);

  const optionOf = ({ text, query, kind, articles }, number) => {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.id = `suggestion-${number}`;
    option.dataset.text = query;
    option.setAttribute("aria-selected", "false");
    const label = document.createElement("span");
    label.textContent = text;
    const what = document.createElement("small");
    what.textContent = articles && kind !== "title" ? `${kinds[kind]} · ${numbers.format(articles)}` : kinds[kind];
    option.append(label, what);
    return option;
  };

  const show = (suggestions) => {
    close();
    list.replaceChildren(...suggestions.map(optionOf));
    if (!suggestions.length) return;
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  };

  const own = () => {
    const start = box.value.trim().toLocaleLowerCase();
    return store.get("searches", [])
      .filter((text) => text.toLocaleLowerCase().startsWith(start) && text !== box.value.trim())
      .slice(0, 5)
      .map((text) => ({ text, query: text, kind: "own" }));
  };

  // Own searches are there at once; those of the index come when the typing rests, unless it went on meanwhile.
  let waiting = 0;
  let asked = null;
  const suggest = () => {
    const text = box.value;
    const mine = own().slice(0, 3);
    show(mine);
    clearTimeout(waiting);
    asked?.abort();
    if (!text.trim()) return;
    waiting = setTimeout(async () => {
      asked = new AbortController();
      try {
        const answer = await fetch(`${box.dataset.source}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
        const { suggestions } = await answer.json();
        const known = new Set(mine.map(({ query }) => query));
        if (box.value === text && active < 0 && document.activeElement === box) {
          show([...mine, ...suggestions.filter(({ query }) => !known.has(query))]);
        }
      } catch { /* typed on, or the server is away: own searches are enough */ }
    }, 120);
  };

  // What is still to come must not open the list again.
  const dismiss = () => {
    clearTimeout(waiting);
    asked?.abort();
    close();
  };

  const activate = (number) => {
    const options = [...list.children];
    options[active]?.setAttribute("aria-selected", "false");
    active = (number + options.length + 1) % (options.length + 1);
    const option = active < options.length ? options[active] : null;
    if (!option) active = -1;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    box.value = option ? option.dataset.text : typed;
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };

  box.addEventListener("input", () => { typed = box.value; suggest(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { typed = box.value; show(own()); }
      if (list.hidden) return;
      event.preventDefault();
      activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? list.children.length - 1 : active - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      box.value = typed;
      dismiss();
    }
  });
  box.addEventListener("blur", dismiss);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    box.value = option.dataset.text;
    form.requestSubmit();
  });
}

// --- Timeline: dragging over the bars selects their period ------------------------------------------------

function setUpTimeline() {
  const drawing = document.querySelector(".timeline svg");
  const bars = drawing ? [...drawing.querySelectorAll("a")] : [];
  let from = null;
  let to = null;
  const barAt = (event) => {
    const place = drawing.getBoundingClientRect();
    const part = (event.clientX - place.left) / place.width;
    return Math.max(0, Math.min(bars.length - 1, Math.floor(part * bars.length)));
  };
  const draw = () => bars.forEach((bar, at) => {
    bar.classList.toggle("drawn", from !== null && at >= Math.min(from, to) && at <= Math.max(from, to));
  });
  drawing?.addEventListener("dragstart", (event) => event.preventDefault());
  drawing?.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse") from = to = barAt(event);
  });
  window.addEventListener("pointermove", (event) => {
    if (from === null) return;
    to = barAt(event);
    if (from !== to) draw();
  });
  window.addEventListener("pointerup", () => {
    if (from !== null && from !== to) {
      const address = (at) => new URL(bars[at].getAttribute("href"), location.href);
      const period = address(Math.min(from, to));
      period.searchParams.set("bis", address(Math.max(from, to)).searchParams.get("bis"));
      drawing.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
      location.assign(period);
    }
    from = to = null;
  });
}

// --- Why this hit: shown below it, instead of on a page of its own -------------------------------------------

function setUpExplanations() {
  for (const link of document.querySelectorAll(".hits .why a")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const shown = link.parentElement.querySelector(".explanation");
      if (shown) shown.hidden = !shown.hidden;
      else {
        try {
          const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
          const found = page.querySelector(".explanation");
          found.removeAttribute("id");
          link.after(found);
        } catch { location.assign(link.href); return; }
      }
      link.setAttribute("aria-expanded", String(!link.parentElement.querySelector(".explanation").hidden));
    });
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); link.click(); }
    });
  }
}

if (box) {
  remember(new URLSearchParams(location.search).get("q")?.trim());
  setUpSuggestions();
}
setUpSettings();
setUpKeys();
setUpTimeline();
setUpExplanations();
