// allauth only writes a passkey's failure to the console: say it on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.getElementById("passkey-problem");
  const cancelled = event.detail.exception.name === "NotAllowedError";
  place.textContent = cancelled ? place.dataset.cancelled : place.dataset.failed;
  place.hidden = false;
});
