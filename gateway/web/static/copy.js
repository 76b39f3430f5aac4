// Copies a text that stands on the page; without this script it can be selected by hand.
(() => {
  "use strict";
  const SHOWN_MS = 3000;

  function select(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  async function copy(button) {
    const text = document.getElementById(button.dataset.copy);
    select(text); // what is not copied by the button can be by hand
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      return;
    }
    const label = button.textContent;
    button.textContent = `✓ ${button.dataset.copied}`;
    setTimeout(() => { button.textContent = label; }, SHOWN_MS);
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
})();
