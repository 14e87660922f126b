// The keys of the table of users and of the page of one. `live.js` loads this file with the first of them, so that pages begin without
// it. They can be switched off in the list of keys (WCAG 2.2, 2.1.4).

const SWITCH = "bouclier-keys";
const names = () => [...document.querySelectorAll(".table--users .person__name")];

/** Moves the focus to another name, or opens the user before or after this one. */
function step(change) {
  const all = names();
  if (all.length === 0) {
    document.querySelector(change > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
    return;
  }
  const row = document.activeElement?.closest("tr");
  const now = all.findIndex((name) => row?.contains(name));
  const next = now < 0 ? 0 : Math.min(Math.max(now + change, 0), all.length - 1);
  all[next].focus();
}

function search() {
  const field = document.querySelector("form[role=search] input[type=search]");
  field?.focus();
  field?.select();
}

const ACTIONS = {
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  "?": list,
};

/** Does what a key is for. */
export function press(key) {
  ACTIONS[key]?.();
}

/** Shows the list of keys, with the switch. */
function list() {
  document.getElementById("keys")?.remove();
  const made = document.getElementById("keys-list").content.cloneNode(true);
  const dialog = made.querySelector("dialog");
  const use = made.querySelector("input");
  use.checked = localStorage.getItem(SWITCH) !== "off";
  use.onchange = () => localStorage.setItem(SWITCH, use.checked ? "on" : "off");
  made.querySelector("button").onclick = () => dialog.close();
  dialog.onclose = () => dialog.remove();
  document.body.append(made);
  dialog.showModal();
}
