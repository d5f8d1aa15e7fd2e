// One key for each action. Keys rest while somebody types, and a person may switch them off (WCAG 2.1.4).

const MEMORY = "antre.keys";
const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");

export function startKeys(find = findAnywhere) {
  const on = () => localStorage.getItem(MEMORY) !== "off";
  startSwitch(on);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeMenus();
    if (!on() || event.repeat || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const target = find(event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    press(target);
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
}

const visible = (element) => element.offsetParent !== null && !element.disabled;

export function findAnywhere(letter, root = document) {
  if (!/^[a-z0-9]$/.test(letter)) return null;
  return [...root.querySelectorAll(`[data-key="${letter}"]`)].find(visible) ?? null;
}

function press(target) {
  if (target.matches("input")) { target.focus(); return; }
  const menu = target.matches("summary") ? target.parentElement : null;
  if (menu?.open) { menu.querySelector("form button")?.focus(); return; }
  target.click();
  menu?.querySelector("form button, form select")?.focus();
}

function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside && !except) menu.querySelector("summary").focus();
  }
}

function startSwitch(on) {
  const button = document.getElementById("keys-switch");
  if (!button) return;
  const show = () => {
    button.setAttribute("aria-pressed", String(on()));
    button.querySelector("span").textContent = on() ? button.dataset.on : button.dataset.off;
    document.body.classList.toggle("keys-off", !on());
  };
  button.hidden = false;
  button.addEventListener("click", () => { localStorage.setItem(MEMORY, on() ? "off" : "on"); show(); });
  show();
}
