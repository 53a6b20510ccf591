package dev.cloakroom.chaos;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/// Orders from a chaos server, and asks it what happened, as any script does over HTTP.
public final class ChaosClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  /// A JSON object that the server told.
  public record Told(Map<String, Object> members) {
    /// A member as text; its absence is an error.
    public String text(String name) {
      var value = members.get(name);
      if (value == null) {
        throw new AssertionError("no " + name + " in " + members.keySet());
      }
      return value.toString();
    }

    /// A member that is a whole number.
    public long number(String name) {
      return Long.parseLong(text(name));
    }
  }

  /// Talks to the server at that address.
  public ChaosClient(URI server) {
    this.server = server;
  }

  /// What a path of the server says.
  public Told get(String path) {
    return members(send(HttpRequest.newBuilder(server.resolve(path))).body());
  }

  /// The objects in the list that a path of the server says.
  public List<Told> list(String path) {
    return objects(send(HttpRequest.newBuilder(server.resolve(path))).body());
  }

  /// What an order gets back.
  public Told order(String path, String json) {
    return members(post(path, "application/json", json).body());
  }

  /// A new family: its order is JSON, as `POST /chaos/families` takes it.
  public Told family(String order) {
    return order("/chaos/families", order);
  }

  /// What the server knows of a family.
  public Told view(Told family) {
    return get("/chaos/families/" + family.text("id"));
  }

  /// How a refresh token stands.
  public String state(String refreshToken) {
    return order("/chaos/check", "{\"refresh_token\":\"" + refreshToken + "\"}").text("state");
  }

  /// Spends a refresh token of a family; the reply as it came.
  public HttpResponse<String> refresh(Told family, String refreshToken) {
    return form(
        "/token",
        "grant_type=refresh_token&client_id="
            + family.text("client_id")
            + "&refresh_token="
            + refreshToken);
  }

  /// Posts a form.
  HttpResponse<String> form(String path, String form) {
    return post(path, "application/x-www-form-urlencoded", form);
  }

  private HttpResponse<String> post(String path, String type, String body) {
    return send(
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// What a text says, which is a JSON object.
  public static Told members(String json) {
    return new Told(Jsonb.instance().type(Object.class).map().fromJson(json));
  }

  static List<Told> objects(String json) {
    return Jsonb.instance().type(Object.class).map().list().fromJson(json).stream()
        .map(Told::new)
        .toList();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
