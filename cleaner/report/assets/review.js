"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const questions = [...document.querySelectorAll(".question")];
  const answers = new Map();
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const say = (text) => { byId("status").textContent = text; };
  let saved = true;

  const here = () => document.activeElement.closest?.(".question") ?? null;

  function goTo(question) {
    if (!question) return;
    question.focus({ preventScroll: true });
    question.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const at = questions.indexOf(here());
    goTo(questions[at < 0 ? 0 : at + by]);
  }

  function answer(question, said) {
    for (const button of question.querySelectorAll("[data-answer]")) {
      button.setAttribute("aria-pressed", String(button.dataset.answer === said));
    }
    answers.set(question, said);
    saved = false;
    question.classList.add("answered");
    byId("done").textContent = String(answers.size);
    say(`${said}; ${answers.size} answered`);
  }

  for (const question of questions) {
    for (const button of question.querySelectorAll("[data-answer]")) {
      button.addEventListener("click", () => { answer(question, button.dataset.answer); });
    }
    question.querySelector("select").addEventListener("change", () => { saved = false; });
  }

  function save() {
    const lines = questions.filter((question) => answers.has(question)).map((question) => JSON.stringify({
      ...JSON.parse(question.dataset.record),
      role: question.querySelector("select").value,
      answer: answers.get(question),
    }) + "\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    link.download = "answers.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = true;
    say(`${lines.length} answers saved`);
  }

  byId("save").addEventListener("click", save);
  byId("next").addEventListener("click", () => step(1));
  byId("previous").addEventListener("click", () => step(-1));
  byId("keys").addEventListener("click", () => byId("keys").setAttribute("aria-pressed", String(!pressed(byId("keys")))));
  addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });

  const said = { k: "keep", s: "strike", x: "skip" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !pressed(byId("keys"))) return;
    if (event.target.matches("select")) { if (event.key === "Escape") goTo(here()); return; }
    const question = here();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "d") save();
    else if (said[event.key]) { if (question) answer(question, said[event.key]); step(question ? 1 : 0); }
    else if (event.key === "w" && question) question.querySelector("select").focus();
    else return;
    event.preventDefault();
  });
})();
