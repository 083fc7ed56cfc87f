/** The sound of an urgent case: two soft notes made by the browser, no file to fetch. */

export type SoundState = 'ready' | 'blocked' | 'missing';

let context: AudioContext | null = null;

function audio(): AudioContext | null {
  if (context) return context;
  if (typeof AudioContext === 'undefined') return null;
  context = new AudioContext();
  return context;
}

/** Browsers keep a page silent until somebody has clicked or pressed a key in it. */
export function soundState(): SoundState {
  const current = audio();
  if (!current) return 'missing';
  return current.state === 'running' ? 'ready' : 'blocked';
}

/** Call from a click or key press; tells whether sound is allowed now. */
export async function allowSound(): Promise<SoundState> {
  try {
    await audio()?.resume();
  } catch {
    return 'blocked';
  }
  return soundState();
}

export function ring(urgent: boolean): void {
  const current = audio();
  if (current?.state !== 'running') return;
  const notes = urgent ? [784, 988, 784, 988] : [659, 784];
  notes.forEach((frequency, index) => note(current, frequency, current.currentTime + index * 0.24));
}

function note(current: AudioContext, frequency: number, at: number): void {
  const tone = current.createOscillator();
  const level = current.createGain();
  tone.type = 'sine';
  tone.frequency.value = frequency;
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(0.18, at + 0.02);
  level.gain.exponentialRampToValueAtTime(0.001, at + 0.34);
  tone.connect(level).connect(current.destination);
  tone.start(at);
  tone.stop(at + 0.36);
}
