package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.ConnectRequest;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.Wire;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `connect`: asks the person at this machine for an account, and waits for the answer.
@Command(
    name = "connect",
    description = {
      "Connect an account: prints a link, and waits until a person has answered it.",
      "Where the browser is elsewhere: --device prints a code, --paste takes an address back."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom connect google --as ana --scopes calendar.readonly",
      "  cloakroom connect github --no-browser",
      "  cloakroom connect kimi-code --device",
      "  cloakroom connect google --paste",
      "  cloakroom connect github --device --yes --json",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the account is saved",
      "1:it failed, or the provider is not known",
      "4:nobody answered in time",
      "5:no host is running",
      "6:the person said no",
    })
final class ConnectCommand extends HostCommand {
  static final String OPEN = "open";
  private static final int WAIT_SECONDS = 30;

  @Parameters(paramLabel = "PROVIDER", description = "A provider or an alias, such as google.")
  private String provider;

  @Option(names = "--as", paramLabel = "NAME", description = "The account's name (usual: default).")
  private @Nullable String name;

  @Option(
      names = "--scopes",
      paramLabel = "SCOPES",
      description = "Short or full names, with commas (usual: the provider's).")
  private @Nullable String scopes;

  @Option(names = "--no-browser", description = "Only print the link.")
  private boolean noBrowser;

  @Option(
      names = "--device",
      description = "Log in with a code on any device, where the provider takes it.")
  private boolean device;

  @Option(
      names = "--paste",
      description = "Log in with any browser, and paste the address that it ends at.")
  private boolean paste;

  @Option(
      names = {"-y", "--yes"},
      description = "With --device or --paste: save the account without asking whose it is.")
  private boolean yes;

  ConnectCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (name != null) {
      requireName("account", name);
    }
    if (device || paste) {
      checkWay();
    }
    var request = Wire.json(new ConnectRequest(provider, name, scopes(scopes)));
    var body = host().post("/v1/connect", request).body();
    var consent = read(ConsentView.class, body);
    if (consent.state().equals(OPEN) && (device || paste)) {
      var way = device ? FarLogin.Way.CODE : FarLogin.Way.PASTE;
      body = new FarLogin(around, host(), json, yes).answer(consent, way);
      return end(read(ConsentView.class, body), body);
    }
    if (consent.state().equals(OPEN)) {
      show(consent, body);
    }
    while (consent.state().equals(OPEN)) {
      body = host().get("/v1/consents/" + consent.id() + "?wait=" + WAIT_SECONDS).body();
      consent = read(ConsentView.class, body);
    }
    return end(consent, body);
  }

  private void checkWay() {
    if (device && paste) {
      throw new Problem(
          Kind.USAGE, "bad-choice", "--device and --paste are two ways to log in: choose one");
    }
    if (!yes && !attended()) {
      throw new Problem(
          Kind.USAGE,
          "no-terminal",
          "without a terminal nobody can be asked whose account it is: add --yes to save it whoever logs in");
    }
  }

  private void show(ConsentView consent, String body) {
    around
        .signals()
        .listen(number -> {
          terminal().say("no longer waiting; the link can still be answered");
          around.signals().leave(128 + number);
        });
    var link = consent.link();
    if (json) {
      out().println(body);
    } else if (link != null) {
      terminal().say("open this link to connect " + consent.provider() + "; waiting for it");
      out().println(Terminal.clean(link));
    }
    out().flush();
    if (link != null && !json && !noBrowser && terminal().has(Terminal.Side.OUT)) {
      around.browser().open(link);
    }
  }

  private int end(ConsentView consent, String body) {
    switch (consent.state()) {
      case "allowed" -> out().println(json ? body : saved(String.valueOf(consent.account())));
      case "denied" ->
          throw new Problem(
              Kind.REFUSED, "consent-denied", provider + " was not connected: the person said no");
      case "blocked" ->
          throw new Problem(
              Kind.REFUSED,
              "consent-blocked",
              provider + " was not connected: the person said no for good; see the console");
      default ->
          throw new Problem(
              Kind.PERSON_NEEDED,
              "consent-expired",
              provider + " was not connected: nobody answered in time; connect it again");
    }
    return 0;
  }

  private String saved(String account) {
    for (var each : readList(AccountView.class, host().get("/v1/accounts").body())) {
      if (each.account().equals(account) && !each.label().isEmpty()) {
        return Terminal.clean("Connected " + account + ", which is " + each.label() + ".");
      }
    }
    return Terminal.clean("Connected " + account + ".");
  }
}
