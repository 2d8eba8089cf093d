/** Take away what stands there for who cannot seal. */
export function prepare(place: ParentNode): void {
  place.querySelectorAll(".no-sealing").forEach((text) => text.remove());
}
