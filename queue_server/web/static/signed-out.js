// A session that ended leads to signing in, but not while a form is on its way: handing a counter over ends one session
// and begins another, and loading the page anew would throw the answer away that brings it.

let onItsWay = false;

window.addEventListener("submit", (event) => { if (!event.defaultPrevented) onItsWay = true; });
window.addEventListener("pageshow", () => { onItsWay = false; });

export function signInAgain() {
  if (!onItsWay) location.reload();
}
