// What can be measured of a page: texts of figures outside their figure or on top of each other.
() => {
  const faults = [];
  const box = (text) => {
    const r = text.getBoundingClientRect();
    const trim = r.height * 0.18; // ascent and descent above and below the letters
    return { left: r.left, right: r.right, top: r.top + trim, bottom: r.bottom - trim, words: text.textContent };
  };
  for (const svg of document.querySelectorAll("svg[role=img]")) {
    if (getComputedStyle(svg).display === "none") continue;
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map(box).filter((b) => b.right > b.left);
    for (const b of texts) {
      const out = Math.max(frame.left - b.left, b.right - frame.right, frame.top - b.top, b.bottom - frame.bottom);
      if (out > 1) faults.push(`outside by ${out.toFixed(1)} px: ${b.words}`);
    }
    for (let i = 0; i < texts.length; i++)
      for (let j = i + 1; j < texts.length; j++) {
        const [a, b] = [texts[i], texts[j]];
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > 0.5 && y > 0.5) faults.push(`overlap: ${a.words} / ${b.words}`);
      }
  }
  return faults;
}
