// The way back. With a question to ask there, Streamlit goes to another page in two steps, the question first and the
// page after it, and leaves between them one that nobody saw: the page before with the question of the next. "Back"
// would lead there, where every filter is gone; so the second step takes the place of the first.

const AT_ONCE = 3000; // milliseconds between the two, on a busy machine

function keepWayBack() {
  if (window.keepsWayBack) return;
  window.keepsWayBack = true;
  const push = history.pushState;
  let asked = null; // what the last step asked for, if it stayed on its page
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? location.href, location.href);
    const [path, question] = [next.pathname, next.search];
    const isSecond = asked?.question === question && asked.path !== path && Date.now() - asked.at < AT_ONCE;
    const stays = question && path === location.pathname;
    if (isSecond) history.replaceState(state, title, url);
    else push.call(history, state, title, url);
    asked = stays ? { path, question, at: Date.now() } : null;
  };
  window.addEventListener("popstate", () => (asked = null));
}
