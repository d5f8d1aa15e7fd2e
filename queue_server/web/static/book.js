// Printing the page of a booking, where there is script to do so; without it the browser's own menu prints as well.

const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
