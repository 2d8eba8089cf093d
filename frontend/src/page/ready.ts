/** Take away what stands there for who cannot seal. */
export function prepare(place: ParentNode): void {
  place.querySelectorAll(".no-sealing").forEach((text) => text.remove());
}

/** Show at once what stands there for who cannot seal: waiting for a script would not help. */
export function giveUp(place: ParentNode): void {
  place.querySelectorAll(".no-sealing").forEach((text) => text.classList.add("is-certain"));
}
