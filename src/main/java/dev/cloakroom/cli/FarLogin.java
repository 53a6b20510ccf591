package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.qr.QrPicture;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.DeviceView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.PasteRequest;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.wire.WordRequest;
import java.time.Duration;
import java.util.List;

/// A login of the person in this terminal that happens in a browser elsewhere: with a code that
/// they type there, or by pasting the address that it ends at. Both end with the question whose
/// account it is.
///
/// Whatever goes wrong, and Ctrl-C, takes the request back.
final class FarLogin {
  private static final int WAIT_SECONDS = 30;
  private static final int MOST_PASTES = 5;
  private static final int LONGEST_LINE = 16 << 10;
  private static final String LIGHT_ON_DARK = "\u001b[97;40m";
  private static final String PLAIN = "\u001b[0m";

  private final Surroundings around;
  private final Terminal terminal;
  private final HostClient host;
  private final boolean json;
  private final boolean yes;

  FarLogin(Surroundings around, HostClient host, boolean json, boolean yes) {
    this.around = around;
    this.terminal = around.terminal();
    this.host = host;
    this.json = json;
    this.yes = yes;
  }

  /// How it happens.
  enum Way {
    CODE,
    PASTE
  }

  /// Answers a request that is open; returns how it stands then, as the host tells it.
  String answer(ConsentView asked, Way way) {
    var path = "/v1/consents/" + asked.id();
    around
        .signals()
        .listen(number -> {
          takeBack(path);
          around.signals().leave(128 + number);
        });
    try {
      var body = way == Way.CODE ? withCode(path) : byPasting(path);
      var now = HostCommand.read(ConsentView.class, body);
      var login = now.waitingLogin();
      return login == null ? body : decide(path, now, login);
    } catch (Problem problem) {
      takeBack(path);
      throw problem;
    }
  }

  private void takeBack(String path) {
    try {
      host.delete(path);
    } catch (Problem _) {
      // it was answered, or there is no host: nothing is left to take back
    }
  }

  private String withCode(String path) {
    var body = host.post(path + "/device", "{}").body();
    var device = HostCommand.read(DeviceView.class, body);
    if (json) {
      terminal.out().println(body);
    } else {
      show(device);
    }
    terminal.out().flush();
    while (true) {
      progress(device);
      var told = host.get(path + "?until=login&wait=" + WAIT_SECONDS).body();
      var now = HostCommand.read(ConsentView.class, told);
      if (!now.state().equals(ConnectCommand.OPEN) || now.waitingLogin() != null) {
        return told;
      }
    }
  }

  private void show(DeviceView device) {
    var complete = device.verificationUriComplete();
    terminal.out().println("Open this address on any device, and type the code:");
    terminal.out().println();
    terminal.out().println("  " + Terminal.clean(device.verificationUri()));
    terminal.out().println("  " + Terminal.clean(device.userCode()));
    terminal.out().println();
    QrPicture.of(complete == null ? device.verificationUri() : complete)
        .map(QrPicture::lines)
        .filter(lines -> lines.getFirst().length() <= terminal.columns())
        .ifPresent(this::draw);
  }

  private void draw(List<String> lines) {
    if (terminal.has(Terminal.Side.OUT)) {
      for (var line : lines) {
        terminal.out().println(terminal.paints() ? LIGHT_ON_DARK + line + PLAIN : line);
      }
      terminal.out().println();
    }
  }

  private void progress(DeviceView device) {
    if (terminal.has(Terminal.Side.ERR)) {
      var left = Duration.between(around.clock().instant(), device.expiresAt());
      terminal.say("waiting for the login; the code is good for " + Quantities.human(left));
    }
  }

  private String byPasting(String path) {
    var body = host.post(path + "/login", "{}").body();
    var link = HostCommand.read(LinkView.class, body).link();
    terminal.say("log in at this address, in any browser");
    terminal.out().println(json ? body : Terminal.clean(link));
    terminal.out().flush();
    terminal.say(
        "when you have allowed it, the browser goes on to an address of 127.0.0.1 that it can't open: copy that");
    for (int pastes = 1; ; pastes++) {
      try {
        return host.post(path + "/callback", Wire.json(new PasteRequest(pasted()))).body();
      } catch (Problem problem) {
        if (problem.kind() != Kind.USAGE || !canBeAsked() || pastes == MOST_PASTES) {
          throw problem;
        }
        terminal.say(problem.getMessage() + " [" + problem.code() + "]");
      }
    }
  }

  private String pasted() {
    if (terminal.has(Terminal.Side.ERR)) {
      terminal.err().print("Paste it here: ");
      terminal.err().flush();
    }
    return terminal
        .line(LONGEST_LINE)
        .orElseThrow(() ->
            new Problem(
                Kind.PERSON_NEEDED,
                "nothing-pasted",
                "no address was pasted, or one that is too long: nothing was saved"));
  }

  private boolean canBeAsked() {
    return terminal.has(Terminal.Side.IN) && terminal.has(Terminal.Side.ERR);
  }

  private String decide(String path, ConsentView now, String login) {
    boolean save = yes || isConfirmed(now);
    var word = new WordRequest(save ? "save" : "discard", login);
    var body = host.post(path + "/account", Wire.json(word)).body();
    if (!save) {
      throw new Problem(
          Kind.REFUSED, "not-confirmed", "nothing was saved, and the login was given back");
    }
    return body;
  }

  private boolean isConfirmed(ConsentView now) {
    var label = now.waitingLabel();
    terminal.say(
        label == null || label.isEmpty()
            ? now.provider() + " does not tell whose account this is"
            : "this is the account of " + label + " at " + now.provider());
    terminal
        .err()
        .print("Save it as " + Terminal.clean(String.valueOf(now.waitingAccount())) + "? [Y/n] ");
    terminal.err().flush();
    var answer = terminal.line(LONGEST_LINE).map(String::strip);
    return answer.isPresent() && answer.get().matches("(?i)|y|yes");
  }
}
