package dev.cloakroom.control;

import dev.cloakroom.backup.Backups;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.source.Imports;
import dev.cloakroom.wire.BackupRequest;
import dev.cloakroom.wire.ImportRequest;
import dev.cloakroom.wire.ImportView;
import dev.cloakroom.wire.RestoreRequest;
import dev.cloakroom.wire.RestoreView;
import dev.cloakroom.wire.RestoredView;
import dev.cloakroom.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The part of the API that takes everything out, and brings it or other tokens in.
public final class BackupApi {
  private final Backups backups;
  private final Imports imports;
  private final Broker broker;
  private final Accounts accounts;

  /// The API over these rooms.
  public BackupApi(Backups backups, Imports imports, Broker broker, Accounts accounts) {
    this.backups = backups;
    this.imports = imports;
    this.broker = broker;
    this.accounts = accounts;
  }

  /// The routes, for the control socket.
  public List<Route> routes() {
    return List.of(
        Route.post("/v1/backup", this::backup),
        Route.post("/v1/restore", this::restore),
        Route.post("/v1/import", this::take));
  }

  private Reply backup(Request request) {
    var asked = Wire.read(BackupRequest.class, request.json());
    var file = backups.make(asked.passphrase());
    return Reply.stream("application/octet-stream", out -> out.write(file));
  }

  /// Takes one line of JSON, and behind it the file as it is.
  private Reply restore(Request request) {
    var body = request.body();
    int end = 0;
    while (end < body.length && body[end] != '\n') {
      end++;
    }
    var asked = Wire.read(RestoreRequest.class, new String(body, 0, end, StandardCharsets.UTF_8));
    var file = Arrays.copyOfRange(body, Math.min(end + 1, body.length), body.length);
    if (asked.dryRun()) {
      return reply(backups.plan(file, asked.passphrase()), true);
    }
    var report = backups.restore(file, asked.passphrase());
    broker.follow();
    return reply(report, false);
  }

  private static Reply reply(Backups.Report report, boolean dryRun) {
    var accounts =
        report.accounts().stream()
            .map(done -> new RestoredView(done.account().toString(), done.fate().word()))
            .toList();
    return Reply.json(
        Wire.json(
            new RestoreView(
                report.made(), dryRun, accounts, report.grants(), report.left(), report.blocks())));
  }

  private Reply take(Request request) {
    var asked = Wire.read(ImportRequest.class, request.json());
    var id =
        AccountId.parse(asked.account())
            .orElseThrow(() ->
                new Problem(
                    Kind.USAGE,
                    "bad-account",
                    "An account is written provider/name, in lower-case letters, digits, dots and hyphens."));
    if (asked.dryRun()) {
      imports.consider(id, asked.tokens(), "import");
      return Reply.json(Wire.json(new ImportView(id.toString(), true, null)));
    }
    imports.take(id, asked.tokens(), "import");
    return Reply.json(Wire.json(new ImportView(id.toString(), false, accounts.one(id))));
  }
}
