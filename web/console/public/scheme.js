// Sets light or dark before the first paint; a file of its own because the page allows no inline script.
(function () {
  var wanted = 'auto';
  try {
    wanted = window.localStorage.getItem('mantine-color-scheme-value') || 'auto';
  } catch {
    // Storage may be switched off; the system's choice is used.
  }
  var dark = wanted === 'dark' || (wanted !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
