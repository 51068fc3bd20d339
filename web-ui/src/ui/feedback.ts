// For eyes that are on the goods: a tone and a shake when a scan is not what it should be. A good scan is silent; the
// scanner has beeped already.

let audio: AudioContext | undefined;

export function soundFault(): void {
  navigator.vibrate?.(200);
  try {
    audio ??= new AudioContext();
    const now = audio.currentTime;
    for (const start of [0, 0.18]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.type = 'square';
      tone.frequency.value = 190;
      volume.gain.setValueAtTime(0.06, now + start);
      volume.gain.exponentialRampToValueAtTime(0.001, now + start + 0.14);
      tone.connect(volume).connect(audio.destination);
      tone.start(now + start);
      tone.stop(now + start + 0.15);
    }
  } catch {
    // No sound on this machine: the words and the colour say it too.
  }
}
