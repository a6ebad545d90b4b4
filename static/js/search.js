// The search's own sugar: « Autour de moi », and the searches that this device remembers.

// --- Autour de moi: nothing is asked before the press, and nothing finer than a kilometre leaves.
const PATIENCE = 10_000; // milliseconds
const aboutAKilometre = (degrees) => degrees.toFixed(2); // 0.01° of latitude: 1.1 km

const position = () => new Promise((resolve, reject) => {
  // A position of the last ten minutes will do, and a precise one is not wanted.
  navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: PATIENCE, maximumAge: 600_000 });
});

const communeAround = async (address, { latitude, longitude }) => {
  const point = new URLSearchParams({ lat: aboutAKilometre(latitude), lon: aboutAKilometre(longitude) });
  // In the body of a POST: no log of addresses holds where somebody is.
  const answer = await fetch(address, { method: "POST", body: point, credentials: "omit" });
  return answer.json();
};

// The codes of GeolocationPositionError; anything else went wrong on the way to us.
const whyNot = (texts, error) => ({ 1: texts.refused, 2: texts.unknown, 3: texts.late })[error.code] || texts.failed;

const fillNearby = async (box) => {
  const texts = box.dataset;
  const said = box.querySelector("[role=status]");
  if (!navigator.geolocation) {
    said.textContent = texts.unsupported;
    return;
  }
  said.textContent = texts.waiting;
  try {
    const { coords } = await position();
    const { place, message } = await communeAround(texts.nearby, coords);
    said.textContent = message;
    if (!place) return;
    const field = document.getElementById(texts.field);
    field.value = place;
    field.dispatchEvent(new Event("change", { bubbles: true })); // the search goes on, as if typed
  } catch (error) {
    said.textContent = whyNot(texts, error);
  }
};

for (const box of document.querySelectorAll("[data-nearby]")) {
  box.querySelector("button").addEventListener("click", () => fillNearby(box));
  box.hidden = false;
}
