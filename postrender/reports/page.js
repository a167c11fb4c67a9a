"use strict";
const form = document.querySelector(".filters");
const rule = document.getElementById("rule");
const text = document.getElementById("text");
const verdicts = [...document.querySelectorAll(".totals button")];
const articles = [...document.querySelectorAll("article")];
function filter() {
  const off = new Set(verdicts.filter((b) => b.getAttribute("aria-pressed") === "false").map((b) => b.value));
  const words = text.value.toLowerCase();
  let shown = 0;
  for (const article of articles) {
    const rules = article.dataset.rules.split(" ");
    const match = !off.has(article.dataset.verdict) && (!rule.value || rules.includes(rule.value)) &&
      (!words || article.textContent.toLowerCase().includes(words));
    article.hidden = !match;
    shown += match;
    for (const item of article.querySelectorAll("li")) {
      item.hidden = Boolean(rule.value) && item.dataset.rule !== rule.value;
      item.style.display = item.hidden ? "none" : "";
    }
  }
  document.getElementById("count").textContent = `${shown} of ${articles.length} objects`;
  document.getElementById("nothing").hidden = shown > 0 || !articles.length;
}
for (const button of verdicts) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") === "false"));
    filter();
  });
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
