"use strict";

// Filters: each names the section whose rows it shows or hides, by their data and by their text.
for (const form of document.querySelectorAll("form[data-of]")) {
  const section = document.getElementById(form.dataset.of);
  const rows = [...section.querySelectorAll("[data-row]")];
  const none = section.querySelector(".none");
  const texts = new Map();
  const holds = (row, text) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row).includes(text);
  };
  const apply = () => {
    const { text, ...chosen } = Object.fromEntries(new FormData(form));
    const wanted = Object.entries(chosen).filter(([, value]) => value);
    const words = text.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !(wanted.every(([name, value]) => row.dataset[name] === value) && holds(row, words));
      shown += !row.hidden;
    }
    form.querySelector("output").value = shown === rows.length ? `${shown} shown` : `${shown} of ${rows.length} shown`;
    none.hidden = shown > 0;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply(); // a browser that comes back to the page keeps what was chosen
}

// A link to an exchange opens it, also when a filter hides it.
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!(target instanceof HTMLDetailsElement)) return;
  if (target.hidden) {
    const form = target.parentElement.querySelector("form[data-of]");
    form.reset();
    form.dispatchEvent(new Event("input"));
  }
  target.open = true;
  target.scrollIntoView();
  target.querySelector("summary").focus({ preventScroll: true });
};
addEventListener("hashchange", reveal);
for (const link of document.querySelectorAll('main a[href^="#"]')) link.addEventListener("click", () => setTimeout(reveal));
reveal();

document.getElementById("timeline")?.addEventListener("click", ({ target }) => {
  if (target.dataset.exchange) location.hash = target.dataset.exchange;
});

// Copying; where the browser does not allow it, the text is selected instead.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const code = button.parentElement.querySelector("code");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
