"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const lines = byId("lines");
  const struck = all(".line.struck");
  const near = all(".line.near");
  const off = { role: new Set(), rule: new Set() };
  const say = (text) => { byId("status").textContent = text; };

  function show() {
    let gone = 0;
    for (const line of struck) {
      const spared = off.role.has(line.dataset.role) || off.rule.has(line.dataset.rule);
      line.classList.toggle("off", spared);
      gone += spared ? 0 : 1;
    }
    byId("gone").textContent = String(gone);
    say(`${gone} lines struck`);
  }

  function press(button, on) {
    button.setAttribute("aria-pressed", String(on));
    return on;
  }

  const pressed = (button) => button.getAttribute("aria-pressed") === "true";

  for (const chip of all(".chip")) {
    const field = chip.dataset.rule === undefined ? "role" : "rule";
    chip.addEventListener("click", () => {
      const on = press(chip, !pressed(chip));
      off[field][on ? "delete" : "add"](chip.dataset[field]);
      show();
    });
  }

  function reveal(line) {
    const fold = line.closest("details");
    if (fold) fold.open = true;
  }

  function goTo(line) {
    if (!line) return;
    reveal(line);
    document.body.classList.remove("quiet");
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "center" });
  }

  /* The next of `list` after the line that has the focus, or that the reader sees first; `step` is 1 or -1. */
  function next(list, step) {
    const visible = list.filter((line) => !line.classList.contains("off") && line.getClientRects().length);
    const here = document.activeElement.closest?.(".line");
    const after = (line) => here
      ? here.compareDocumentPosition(line) & (step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING)
      : step > 0 ? line.getBoundingClientRect().top > 80 : line.getBoundingClientRect().bottom < 80;
    const ahead = visible.filter(after);
    const line = step > 0 ? ahead[0] : ahead.at(-1);
    if (line) goTo(line); else say(step > 0 ? "No more below" : "No more above");
  }

  function hide() {
    const on = press(byId("hide"), !pressed(byId("hide")));
    document.body.classList.toggle("hide-struck", on);
  }

  function unfold() {
    const on = press(byId("unfold"), !pressed(byId("unfold")));
    for (const fold of all(".fold", lines)) fold.open = on;
  }

  const actions = {
    j: () => next(struck, 1), k: () => next(struck, -1),
    n: () => next(near, 1), p: () => next(near, -1),
    h: hide, o: unfold,
  };
  byId("next").addEventListener("click", actions.j);
  byId("previous").addEventListener("click", actions.k);
  byId("near").addEventListener("click", actions.n);
  byId("hide").addEventListener("click", hide);
  byId("unfold").addEventListener("click", unfold);
  byId("keys").addEventListener("click", () => press(byId("keys"), !pressed(byId("keys"))));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { document.body.classList.add("quiet"); return; }
    const action = actions[event.key];
    if (action && pressed(byId("keys"))) { event.preventDefault(); action(); }
  });
  document.addEventListener("pointermove", () => document.body.classList.remove("quiet"));
  document.addEventListener("focusin", () => document.body.classList.remove("quiet"));

  function follow() {
    const line = /^#L\d+$/.test(location.hash) && byId(location.hash.slice(1));
    if (line) goTo(line);
  }
  addEventListener("hashchange", follow);
  follow();
})();
