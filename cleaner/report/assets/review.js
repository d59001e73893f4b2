"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const questions = [...document.querySelectorAll(".question")];
  const served = "served" in byId("questions").dataset;
  const answers = new Map();
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const say = (text) => { byId("status").textContent = text; };
  const roleOf = (question) => question.querySelector("select").value;
  let saved = true;
  let sending = Promise.resolve(); // one after the other: of two answers to a line the later must win

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

  function show(question, said) {
    for (const button of question.querySelectorAll("[data-answer]")) {
      button.setAttribute("aria-pressed", String(button.dataset.answer === said));
    }
    answers.set(question, said);
    question.classList.add("answered");
    byId("done").textContent = String(answers.size);
    byId("progress").value = answers.size;
  }

  async function send(question, said) {
    question.classList.remove("unsaved");
    try {
      const reply = await fetch("answers", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ number: questions.indexOf(question), answer: said, role: roleOf(question) }),
      });
      const told = await reply.json().catch(() => ({}));
      if (!reply.ok) throw new Error(told.error ?? `status ${reply.status}`);
      say(`${said}; ${told.answered} answered`);
    } catch (error) {
      question.classList.add("unsaved");
      question.querySelector(".failed").textContent = `Not saved (${error.message}): answer again once the command runs.`;
      say("not saved");
    }
  }

  function answer(question, said) {
    show(question, said);
    if (served) {
      sending = sending.then(() => send(question, said));
    } else {
      saved = false;
      say(`${said}; ${answers.size} answered`);
    }
  }

  for (const question of questions) {
    for (const button of question.querySelectorAll("[data-answer]")) {
      button.addEventListener("click", () => { answer(question, button.dataset.answer); });
    }
    const select = question.querySelector("select");
    const decided = JSON.parse(question.dataset.record).was === "struck" ? "strike" : "keep";
    select.addEventListener("change", () => { answer(question, answers.get(question) ?? decided); });
    if (question.dataset.given) show(question, question.dataset.given);
  }

  function save() {
    const lines = questions.filter((question) => answers.has(question)).map((question) => JSON.stringify({
      ...JSON.parse(question.dataset.record),
      role: roleOf(question),
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

  byId("save")?.addEventListener("click", save);
  byId("next").addEventListener("click", () => step(1));
  byId("previous").addEventListener("click", () => step(-1));
  byId("keys").addEventListener("click", () => byId("keys").setAttribute("aria-pressed", String(!pressed(byId("keys")))));
  addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });

  const said = { k: "keep", s: "strike", x: "skip" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !pressed(byId("keys"))) return;
    const question = here();
    if (event.target.matches("select")) {
      if (event.key === "Escape") goTo(question);
      else if (event.key === "Enter") goTo(questions[questions.indexOf(question) + 1] ?? question);
      else return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "d" && !served) save();
    else if (said[event.key]) { if (question) answer(question, said[event.key]); step(question ? 1 : 0); }
    else if (event.key === "w" && question) question.querySelector("select").focus();
    else return;
    event.preventDefault();
  });
})();
