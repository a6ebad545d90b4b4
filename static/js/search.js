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

// --- The last searches: kept by this device and sent to nobody. The results carry one to remember
// only when the visitor agreed (privacy/cookies.py declares the key); site.js erases what is refused.
const KEY = "recherches";
const MOST = 8;
const LIFE = 182 * 86_400_000; // milliseconds, as declared

const isSearch = ({ query, name, at }) => typeof query === "string" && typeof name === "string" && at > Date.now() - LIFE;

const remembered = () => {
  try {
    return (JSON.parse(localStorage.getItem(KEY)) || []).filter(isSearch);
  } catch {
    return []; // no storage here, or something in it that is not ours
  }
};

const remember = (searches) => {
  try {
    if (searches.length) localStorage.setItem(KEY, JSON.stringify(searches));
    else localStorage.removeItem(KEY);
  } catch {
    // no storage here: nothing is remembered
  }
};

// What a search is about: with another filter it is the same one, and takes its place.
const subject = (query) => {
  const asked = new URLSearchParams(query);
  return ["q", "lieu", "metier", "entreprise"].map((name) => asked.get(name)).join("\n");
};

const noteSearch = () => {
  const results = document.getElementById("results");
  if (!results || !results.dataset.search) return;
  const { search: query, searchName: name } = results.dataset;
  const others = remembered().filter((one) => subject(one.query) !== subject(query));
  remember([{ query, name, at: Date.now() }, ...others].slice(0, MOST));
};

const showSearches = () => {
  const searches = remembered();
  for (const box of document.querySelectorAll("[data-recent]")) {
    const model = box.querySelector("template").content;
    box.querySelector("ul").replaceChildren(...searches.map(({ query, name }) => {
      const item = model.cloneNode(true);
      item.querySelector("a").textContent = name;
      item.querySelector("a").href = `${box.dataset.recent}?${query}`;
      item.querySelector("button").dataset.recentForget = query;
      item.querySelector("[data-name]").textContent = name;
      return item;
    }));
    box.hidden = !searches.length;
  }
};

const forgetSearches = (box, place, kept, words) => {
  remember(kept);
  showSearches();
  const buttons = box.querySelectorAll("[data-recent-forget]");
  const next = buttons[Math.min(place, buttons.length - 1)] || document.querySelector("[name=q]");
  next.focus(); // where the keyboard was, or where a new search begins
  document.getElementById("announcement").textContent = words;
};

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element && target.closest("[data-recent-forget], [data-recent-clear]");
  const box = button && button.closest("[data-recent]");
  if (!box) return;
  const { recentForget: query } = button.dataset;
  const searches = remembered();
  if (query === undefined) forgetSearches(box, 0, [], box.dataset.allGone);
  else {
    const place = searches.findIndex((one) => one.query === query);
    forgetSearches(box, place, searches.filter((one) => one.query !== query), box.dataset.gone);
  }
});

document.addEventListener("htmx:afterSettle", () => {
  noteSearch();
  showSearches();
});

addEventListener("pageshow", (event) => { // also when « back » brings the page as it was
  if (!event.persisted) noteSearch();
  remember(remembered()); // what is too old goes
  showSearches();
});
