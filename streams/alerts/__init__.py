"""From a fired typology to an explained alert: evidence, episode, case, risk, words."""
