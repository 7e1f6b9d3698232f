/* A short tone for a number that arrives while nobody is at the counter. */

/** @type {AudioContext | null} */
let sound = null;

export function beep() {
  // Browsers give sound only to pages that were touched; without it the sentence and the list remain.
  if (!navigator.userActivation?.hasBeenActive) return;
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, sound.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.4);
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.4);
}
