// Keeps an account, in `window.walk`, of where the focus goes: `order`; of what it should reach, in the order of the
// page and with all details open: `wanted`; and of what shows no focus when it has it: `unseen`.
() => {
  const all = [...document.body.querySelectorAll("*")];
  const name = (e) => `${all.indexOf(e)} ${e.outerHTML.slice(0, 60)}`;
  const scrolls = (e) => {
    const { overflowX, overflowY } = getComputedStyle(e);
    const can = (overflow) => overflow === "auto" || overflow === "scroll";
    return (can(overflowX) && e.scrollWidth > e.clientWidth) || (can(overflowY) && e.scrollHeight > e.clientHeight);
  };
  const takes = (e) => e.tabIndex >= 0 || e.shadowRoot !== null;
  const alone = (e) => scrolls(e) && ![...e.querySelectorAll("*")].some(takes);
  const reachable = () => all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && (takes(e) || alone(e)));
  const details = [...document.querySelectorAll("details")];
  for (const one of details) one.open = true;
  const wanted = reachable();
  for (const one of details) one.open = false;

  const outlined = (e) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const onTop = (e) => [...e.getClientRects()].some((box) => {
    const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
    const hit = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    return e.contains(hit);
  });
  const walk = (window.walk = { wanted: wanted.map(name), order: [], unseen: wanted.filter(outlined).map(name) });
  walk.stops = wanted.map((e, n) => (e.tagName === "SUMMARY" ? n + 1 : 0)).filter(Boolean);
  addEventListener("focusin", (event) => walk.order.push(name(event.target)));
  addEventListener("keydown", () => {
    const e = document.activeElement;
    if (e === document.body) return;
    if (!outlined(e) || !onTop(e)) walk.unseen.push(name(e));
  }, true);
}
