() => {
  // Every visible text with less contrast than WCAG AA asks for: 4.5, or 3 for large type.
  const numbers = colour => colour.match(/[\d.]+/g).map(Number);
  const light = part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const luminance = ([red, green, blue]) => 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const box = parent.getBoundingClientRect();
    if (!text || !box.width || box.right < 0) continue;
    const style = getComputedStyle(parent);
    const pair = [luminance(numbers(style.color)), luminance(ground(parent))].sort((one, other) => other - one);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${text.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return poor;
}
