// Sugar only: every page works without this file. Behaviours are switched on by data attributes,
// and bound to the document so that parts replaced by htmx need no second start.

const closestTo = (event, selector) => event.target instanceof Element && event.target.closest(selector);

// <a href="/a/page/" data-dialog="id">: opens the <dialog id> instead of the page that says the same.
document.addEventListener("click", (event) => {
  const opener = closestTo(event, "[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = closestTo(event, "[data-dialog-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

// <button type="button" data-copy="id" data-copied="Copié" hidden>: copies the text of #id.
const said = (button, words) => {
  const label = button.querySelector("[data-label]") || button;
  const before = label.textContent;
  label.textContent = words;
  setTimeout(() => { label.textContent = before; }, 2500);
};

document.addEventListener("click", async (event) => {
  const button = closestTo(event, "[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText("value" in source ? source.value : source.textContent.trim());
    said(button, button.dataset.copied);
  } catch {
    // no permission: select the words, the person copies them with the keyboard
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
  }
});

// <textarea maxlength data-count="id of an output">: how many characters are left.
const count = (field) => {
  const output = document.getElementById(field.dataset.count);
  const limit = Number(field.dataset.limit || field.maxLength);
  if (!output || !(limit > 0)) return;
  const used = [...field.value].length;
  output.textContent = `${used.toLocaleString("fr")} / ${limit.toLocaleString("fr")}`;
  output.classList.toggle("is-over", used > limit);
};

document.addEventListener("input", (event) => {
  const field = closestTo(event, "[data-count]");
  if (field) count(field);
});

// [data-drop]: names the chosen file and its size; takes a file let fall on it.
const size = (bytes) => (bytes < 1e6
  ? `${Math.ceil(bytes / 1e3)} ko`
  : `${(bytes / 1e6).toLocaleString("fr", { maximumFractionDigits: 1 })} Mo`);

document.addEventListener("change", (event) => {
  const zone = closestTo(event, "[data-drop]");
  const [file] = (zone && event.target.files) || [];
  if (zone) zone.querySelector("[data-drop-name]").textContent = file ? `${file.name} (${size(file.size)})` : "";
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = closestTo(event, "[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    const input = zone.querySelector("input[type=file]");
    if (kind === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// <form data-once>: a second press within a few seconds does nothing. The button is never disabled,
// so its name and value are sent, and after an error or "back" the form can be sent again.
const pressed = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  const now = Date.now();
  if (now - (pressed.get(form) || 0) < 8000) event.preventDefault();
  else pressed.set(form, now);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) pressed.delete(form);
});

document.addEventListener("htmx:afterRequest", (event) => pressed.delete(event.target.closest("form")));

// A part that htmx replaced says its [data-announce] aloud: a live region must be there beforehand.
document.addEventListener("htmx:afterSettle", (event) => {
  const words = (event.detail.elt || event.target).querySelector("[data-announce]");
  if (words) document.getElementById("announcement").textContent = words.textContent.trim();
});

// An open menu closes with Escape (and gives focus back) or with a click elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && closestTo(event, "details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// What no consent covers, or no longer does, leaves the device's storage (privacy/context.py says what).
try {
  for (const key of (document.body.dataset.forget || "").split(" ")) localStorage.removeItem(key);
} catch {
  // no storage here
}

for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
for (const field of document.querySelectorAll("[data-count]")) count(field);
