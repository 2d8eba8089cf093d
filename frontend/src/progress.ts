// How far a long work is: asked every second, and the page anew at its end. Without this, it
// loads itself anew every three seconds.
const place = document.querySelector<HTMLElement>("[data-progress]");
const address = place?.dataset["progress"];

interface Numbers {
  done: number;
  total: number;
  running: boolean;
}

const look = async (): Promise<void> => {
  const answer = await fetch(address ?? "", { cache: "no-store" });
  // Locked meanwhile: the page itself says so.
  if (!answer.ok || answer.redirected) return location.reload();
  const { done, total, running } = (await answer.json()) as Numbers;
  const bar = place?.querySelector("progress");
  if (bar) bar.value = done;
  place?.querySelector("[data-done]")?.replaceChildren(String(done));
  place?.querySelector("[data-total]")?.replaceChildren(String(total));
  if (!running) return location.reload();
  setTimeout(() => void look().catch(again), 1000);
};

const again = (): void => {
  setTimeout(() => void look().catch(again), 3000);
};

if (place && address) again();
