/* A two-tone chime by WebAudio; silent where the browser has none or waits for a first touch. */
(function () {
  "use strict";
  var Context = window.AudioContext || window.webkitAudioContext;
  /** @type {AudioContext | null} */
  var context = null;

  /** Opens the sound; browsers allow it from a touch or key press on. */
  MotCua.openSound = function () {
    if (!Context) return;
    if (!context) context = new Context();
    if (context.state === "suspended") context.resume();
  };

  /** Whether a chime would be heard now. */
  MotCua.soundIsOpen = function () {
    return context !== null && context.state !== "suspended";
  };

  /** Whether this browser can make a sound at all. */
  MotCua.canSound = function () {
    return Boolean(Context);
  };

  /** @param {AudioContext} sound
   * @param {number} frequency
   * @param {number} at in seconds of the sound's own clock
   * @param {number} length
   * @param {number} loud */
  function tone(sound, frequency, at, length, loud) {
    var source = sound.createOscillator();
    var volume = sound.createGain();
    source.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.4 * loud, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    source.connect(volume);
    volume.connect(sound.destination);
    source.start(at);
    source.stop(at + length);
  }

  /** Two tones; `volume` from 0 (silent) to 1, which is what is meant without it. */
  MotCua.chime = function (volume) {
    var loud = volume === undefined ? 1 : volume;
    if (!context || !MotCua.soundIsOpen() || loud < 0.01) return;
    tone(context, 659, context.currentTime, 0.7, loud);
    tone(context, 523, context.currentTime + 0.35, 1.0, loud);
  };
})();
