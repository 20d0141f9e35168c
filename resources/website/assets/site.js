// Comforts only; every function of the site works without this file.
"use strict";

for (const box of document.querySelectorAll("textarea[data-longest]")) {
  const longest = Number(box.dataset.longest);
  const hint = box.form && box.form.querySelector(".hint");
  if (!hint) continue;
  const words = hint.textContent;
  box.addEventListener("input", () => {
    const left = longest - Array.from(box.value).length;
    hint.textContent = left > 500 ? words : left >= 0 ? `${left} characters left` : `${-left} characters too many`;
    hint.classList.toggle("over", left < 0);
  });
}

for (const details of document.querySelectorAll("details.reply")) {
  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector("textarea").focus();
  });
}
