import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What the Java peers share: questions come in as lines of JSON, answers go out the same way.
interface Peer {
  /// An access token; throws where none is to be had.
  String answer(Map<String, Object> question, State state) throws Exception;

  /// The access token of a login by code.
  ///
  /// @param browser sends the person there, and returns the address that the browser ends at
  String logIn(Map<String, Object> question, Browser browser) throws Exception;

  /// A person's browser.
  interface Browser {
    URI visit(URI address) throws Exception;
  }

  URI CALLBACK = URI.create("http://127.0.0.1:9/callback");

  /// Whether what was thrown says that the grant is dead.
  boolean isDead(Exception thrown);

  /// What an application keeps of its tokens, in a file.
  record State(Path file, Map<String, Object> members) {
    static State of(Path file) throws Exception {
      return new State(file, JSONObjectUtils.parse(Files.readString(file)));
    }

    String text(String name) {
      return String.valueOf(members.get(name));
    }

    /// Seconds since 1970; null when the access token does not end.
    Double expiresAt() {
      return members.get("expires_at") instanceof Number number ? number.doubleValue() : null;
    }

    void save(Map<String, Object> change) throws IOException {
      members.putAll(change);
      Files.writeString(file, JSONObjectUtils.toJSONString(members));
    }
  }

  static void serve(Peer peer) throws IOException {
    var out = System.out;
    System.setOut(System.err);
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var question = line;
      Thread.ofVirtual().start(() -> answer(peer, question, out));
    }
  }

  private static void logIn(Peer peer, Map<String, Object> question, Map<String, Object> reply) {
    if (!"callback".equals(question.get("login"))) {
      reply.put("unable", true);
      return;
    }
    try {
      reply.put("access_token", peer.logIn(question, Peer::visit));
    } catch (Exception e) {
      reply.put("error", String.valueOf(e));
      reply.put("dead", true);
    }
  }

  private static URI visit(URI address) throws Exception {
    try (var browser = HttpClient.newHttpClient()) {
      var reply = browser.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
      return URI.create(reply.headers().firstValue("Location").orElseThrow());
    }
  }

  private static void refresh(Peer peer, Map<String, Object> question, Map<String, Object> reply)
      throws Exception {
    var state = State.of(Path.of((String) question.get("file")));
    try {
      if (Boolean.TRUE.equals(state.members().get("dead"))) {
        reply.put("dead", true);
      } else {
        reply.put("access_token", peer.answer(question, state));
      }
    } catch (Exception e) {
      reply.put("error", String.valueOf(e));
      reply.put("dead", peer.isDead(e));
      if (peer.isDead(e)) {
        state.save(Map.of("dead", true));
      }
    }
  }

  private static void answer(Peer peer, String line, PrintStream out) {
    var reply = new HashMap<String, Object>();
    try {
      var question = JSONObjectUtils.parse(line);
      reply.put("id", question.get("id"));
      if (question.containsKey("login")) {
        logIn(peer, question, reply);
      } else {
        refresh(peer, question, reply);
      }
    } catch (Exception e) {
      reply.put("error", "the adapter failed: " + e);
    }
    synchronized (out) {
      out.println(JSONObjectUtils.toJSONString(reply));
      out.flush();
    }
  }
}
