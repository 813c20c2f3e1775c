// The title of a record that leads to it, in as many lines as it needs.

class Title extends Leading {
  draw({ text, href, is_small: isSmall }) {
    return [leads(href, isSmall ? "small" : "", text)];
  }
}

export default mounted(Title);
