package io.hyps.planner.acl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command to the plugin. Its text names no password. */
public final class Command {
    private final String name;
    private final String subject;
    private final Map<String, Object> fields;
    private final String mayFail;

    private Command(String name, String subject, String mayFail) {
        this.name = name;
        this.subject = subject;
        this.mayFail = mayFail;
        this.fields = new LinkedHashMap<>();
        fields.put("command", name);
    }

    static Command createRole(String role, List<Rule> rules) {
        return new Command("createRole", role, "already exists")
                .with("rolename", role)
                .with("acls", rules);
    }

    /** Replaces the rules of a role; whoever has it goes on, by the new ones. */
    static Command modifyRole(String role, List<Rule> rules) {
        return new Command("modifyRole", role, "").with("rolename", role).with("acls", rules);
    }

    static Command createClient(Account account, String password) {
        Command command = new Command("createClient", account.name(), "already exists")
                .with("username", account.name())
                .with("password", password)
                .with("roles", List.of(Map.of("rolename", account.role())));
        account.clientId().ifPresent(id -> command.with("clientid", id));
        return command;
    }

    private Command with(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    /** In the plugin's form, password and all. */
    Map<String, Object> fields() {
        return fields;
    }

    /** In the plugin's form, for people: a password does not show. */
    public Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>(fields);
        shown.computeIfPresent("password", (field, secret) -> "…");
        return shown;
    }

    /** Whether the plugin's error says that there was nothing to do. */
    boolean isDone(String error) {
        return !mayFail.isEmpty() && error.contains(mayFail);
    }

    @Override
    public String toString() {
        return name + " " + subject;
    }
}
