"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (text) => { byId("status").textContent = text; };
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const index = byId("index");
  const entries = index ? all(".entry", index) : [];

  const sorts = all("[data-sort]");
  for (const button of sorts) {
    button.addEventListener("click", () => {
      for (const other of sorts) press(other, other === button);
      const field = button.dataset.sort;
      entries.sort((a, b) => Number(a.dataset[field]) - Number(b.dataset[field]) || a.dataset.risk - b.dataset.risk);
      index.append(...entries);
      say(`Sorted by ${field}`);
    });
  }

  byId("find")?.addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase();
    let found = 0;
    for (const entry of entries) {
      entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
      found += entry.hidden ? 0 : 1;
    }
    say(`${found} documents`);
  });

  for (const chip of all(".chip")) {
    chip.addEventListener("click", () => {
      press(chip, !pressed(chip));
      const off = new Set(all(".chip").filter((other) => !pressed(other)).map((other) => other.dataset.role));
      for (const entry of all("#rules .entry")) entry.hidden = off.has(entry.dataset.role);
    });
  }

  function step(by) {
    const visible = entries.filter((entry) => !entry.hidden);
    const here = visible.indexOf(document.activeElement.closest?.("#index .entry") ?? null);
    const entry = visible[here < 0 ? (by > 0 ? 0 : visible.length - 1) : here + by];
    if (!entry) { say(by > 0 ? "No more below" : "No more above"); return; }
    goTo(entry, visible[here]);
  }

  function goTo(entry, last) {
    if (last) last.open = false;
    entry.hidden = false;
    entry.open = true;
    entry.firstElementChild.focus({ preventScroll: true });
    entry.firstElementChild.scrollIntoView({ block: "start" });
  }

  const actions = { j: () => step(1), k: () => step(-1) };
  byId("next")?.addEventListener("click", actions.j);
  byId("previous")?.addEventListener("click", actions.k);
  byId("keys")?.addEventListener("click", () => press(byId("keys"), !pressed(byId("keys"))));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
    const action = actions[event.key];
    if (action && byId("keys") && pressed(byId("keys"))) { event.preventDefault(); action(); }
  });

  function follow() {
    const entry = /^#D\d+$/.test(location.hash) && byId(location.hash.slice(1));
    if (entry) goTo(entry);
  }
  addEventListener("hashchange", follow);
  follow();
})();
