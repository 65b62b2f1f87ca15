/** The shape of a sound, as bars. Decoded in the page, one file at a time, and kept small. */

const barCount = 48;
const mostKept = 400;
/** Enough for loudness; decoding to it takes a fifth of the memory. */
const sampleRate = 8000;
const mostBytes = 40_000_000;
const svgNamespace = 'http://www.w3.org/2000/svg';

type Peaks = Float32Array;

/** The loudest of each of `count` stretches, 0 to 1. */
export function peaksOf(samples: Float32Array, count: number = barCount): Peaks {
  const peaks = new Float32Array(count);
  const length = samples.length / count;
  for (let bar = 0; bar < count; bar++) {
    let peak = 0;
    for (let at = Math.floor(bar * length); at < Math.floor((bar + 1) * length); at++)
      peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    peaks[bar] = peak;
  }
  const loudest = Math.max(...peaks);
  return loudest > 0 ? peaks.map(peak => peak / loudest) : peaks;
}

async function decode(src: string): Promise<Peaks | undefined> {
  try {
    const bytes = await (await fetch(src)).arrayBuffer();
    if (bytes.byteLength > mostBytes) return undefined;
    const sound = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(bytes);
    return peaksOf(sound.getChannelData(0));
  } catch {
    // A format that this editor does not know has no shape here.
    return undefined;
  }
}

function draw(peaks: Peaks): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${barCount * 2} 40`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('waveform');
  const path = document.createElementNS(svgNamespace, 'path');
  const bar = (peak: number, at: number): string => {
    const half = Math.max(0.8, peak * 19);
    return `M${at * 2 + 1} ${(20 - half).toFixed(1)}V${(20 + half).toFixed(1)}`;
  };
  path.setAttribute('d', [...peaks].map(bar).join(''));
  svg.append(path);
  return svg;
}

export class Waveforms {
  readonly #known = new Map<string, Peaks | undefined>();
  readonly #waiting = new Map<HTMLElement, string>();
  #isBusy = false;

  /** Draws the sound's shape into `place` once it is known. */
  show(place: HTMLElement, src: string): void {
    if (this.#known.has(src)) this.#put(place, this.#known.get(src));
    else {
      this.#waiting.set(place, src);
      void this.#work();
    }
  }

  /** The place is not shown any more. */
  drop(place: HTMLElement): void {
    this.#waiting.delete(place);
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let latest = [...this.#waiting].at(-1); latest !== undefined; latest = [...this.#waiting].at(-1)) {
      const [place, src] = latest;
      const peaks = this.#known.has(src) ? this.#known.get(src) : await decode(src);
      this.#keep(src, peaks);
      if (this.#waiting.delete(place)) this.#put(place, peaks);
    }
    this.#isBusy = false;
  }

  #keep(src: string, peaks: Peaks | undefined): void {
    this.#known.set(src, peaks);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKept && oldest !== undefined) this.#known.delete(oldest);
  }

  #put(place: HTMLElement, peaks: Peaks | undefined): void {
    if (peaks !== undefined) place.replaceChildren(draw(peaks));
  }
}
