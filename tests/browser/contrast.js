/* Texts of less than 4.5 : 1 (3 : 1 if large), and lines and marks of drawings of less than 3 : 1, as they are painted. */
() => {
  const parts = colour => (colour.match(/[\d.]+/g) || []).map(Number);
  const seen = colour => { const p = parts(colour); return p.length >= 3 && (p.length < 4 || p[3] > 0.5); };
  const light = colour => {
    const [r, g, b] = parts(colour).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
  const paper = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!(at instanceof SVGElement) && seen(colour)) return colour;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches
      ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)';
  };
  const shapes = 'rect, circle, path';
  const behind = text => {
    const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    let found = paper(text);
    for (const shape of text.ownerSVGElement.querySelectorAll(shapes)) {
      if (shape.closest('defs') || !(text.compareDocumentPosition(shape) & Node.DOCUMENT_POSITION_PRECEDING)) continue;
      const at = shape.getBoundingClientRect(), style = getComputedStyle(shape), fill = style.fill;
      const isPainted = seen(fill) && style.fillOpacity * style.opacity > 0.25 && !fill.startsWith('url');
      if (at.left <= x && x <= at.right && at.top <= y && y <= at.bottom && isPainted) found = fill;
    }
    return found;
  };
  const faults = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('title, desc, style, script')) continue;
    const style = getComputedStyle(element), inDrawing = element instanceof SVGElement;
    if (inDrawing && !element.ownerSVGElement) continue;
    const size = parseFloat(style.fontSize), least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const [ink, ground] = inDrawing ? [style.fill, behind(element)] : [style.color, paper(element)];
    const measured = contrast(ink, ground);
    if (measured < least - 0.01) faults.push(`${measured.toFixed(2)} «${element.textContent.trim().slice(0, 40)}» ${ink} on ${ground}`);
  }
  for (const line of document.querySelectorAll('svg .axis, svg .zero, svg .curve, svg .thin, svg .k, svg .dotc, svg .outl')) {
    if (!line.checkVisibility()) continue;
    const style = getComputedStyle(line), ink = seen(style.stroke) ? style.stroke : style.fill, ground = paper(line);
    const measured = contrast(ink, ground);
    if (measured < 2.99) faults.push(`${measured.toFixed(2)} line .${line.getAttribute('class')} ${ink} on ${ground}`);
  }
  return [...new Set(faults)];
}
