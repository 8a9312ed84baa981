/**
 * An element. `properties` are attributes, but for `on…`, which are listeners, and `class`; what is false or undefined is
 * left out. Texts are only ever texts: nothing of what the API says is read as HTML.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Replaces what stands in a place, and leaves the focus where it was: on the element with the same `data-focus`. */
export function show(place, ...children) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  const caret =
    focused && 'selectionStart' in document.activeElement ? document.activeElement.selectionStart : undefined;
  place.replaceChildren(
    ...children.flat(3).filter((child) => child !== undefined && child !== null && child !== false),
  );
  if (focused === undefined) return;
  const again = [...place.querySelectorAll('[data-focus]')].find((element) => element.dataset.focus === focused);
  again?.focus({ preventScroll: true });
  if (caret !== undefined && caret !== null) again?.setSelectionRange?.(caret, caret);
}
