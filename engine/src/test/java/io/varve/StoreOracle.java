package io.varve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What clients wanted and what they were told, kept outside of everything that can crash.
///
/// Each client has keys of its own and one write under way at a time, so its writes have one order. Of
/// writes of different clients the oracle knows which were told before others began. What is found must be
/// the state after a prefix of each client's writes, such that no write is there without all that were told
/// before it began (P5, P6), and with all that was promised (P1, P2). A batch that is there in part, or a
/// write that was refused, makes a state that no prefix has (P3, P4).
final class StoreOracle {
    private static final class Client {
        /// The state after so many writes.
        final List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));

        /// Of each write: how many writes each client had been told of when it began.
        final List<int[]> before = new ArrayList<>();

        /// Operations up to and with each write.
        final List<Integer> operations = new ArrayList<>(List.of(0));

        int acked;
        int synced;

        int size() {
            return before.size();
        }

        void removeLast() {
            states.removeLast();
            before.removeLast();
            operations.removeLast();
        }
    }

    private final Client[] clients;
    private final NamesOracle names = new NamesOracle(this);
    private long sequenceSlack;
    private long maintained;

    StoreOracle(int count) {
        clients = new Client[count];
        Arrays.setAll(clients, i -> new Client());
    }

    /// The key of a client, between the keys of others.
    static String key(int client, int number) {
        return "k" + number + "." + client;
    }

    /// What a client has now, if all it ever wanted has happened.
    Map<String, String> state(int client) {
        return clients[client].states.getLast();
    }

    /// Before a write: what it will change, null for a removal.
    void intends(int client, Map<String, @Nullable String> changes, int operations) {
        Client who = clients[client];
        TreeMap<String, String> after = new TreeMap<>(who.states.getLast());
        changes.forEach((key, value) -> {
            if (value == null) {
                after.remove(key);
            } else {
                after.put(key, value);
            }
        });
        who.before.add(acked());
        who.states.add(after);
        who.operations.add(who.operations.getLast() + operations);
    }

    /// After a write of a client that was acknowledged.
    void wasAcked(int client, boolean isSync) {
        Client who = clients[client];
        who.acked = who.size();
        who.synced = isSync ? who.size() : who.synced;
    }

    /// How many writes a client has wanted so far.
    int size(int client) {
        return clients[client].size();
    }

    /// After some of several writes under way were acknowledged: the first `count` of all.
    void wereAcked(int client, int count, boolean isSync) {
        Client who = clients[client];
        who.acked = Math.max(who.acked, count);
        who.synced = isSync ? Math.max(who.synced, count) : who.synced;
    }

    /// After all but the first `count` writes of a client were refused.
    void wereRejectedFrom(int client, int count) {
        while (clients[client].size() > count) {
            clients[client].removeLast();
        }
    }

    /// After a write of a client that was refused: it must never be seen.
    void wasRejected(int client) {
        clients[client].removeLast();
    }

    /// What has been acknowledged, for [#wasSynced] and for readers.
    int[] acked() {
        return Arrays.stream(clients).mapToInt(client -> client.acked).toArray();
    }

    /// What must be there after a loss of power.
    int[] synced() {
        return Arrays.stream(clients).mapToInt(client -> client.synced).toArray();
    }

    /// After a sync: what had been acknowledged before it began is durable.
    void wasSynced(int[] ackedBefore) {
        for (int i = 0; i < clients.length; i++) {
            clients[i].synced = Math.max(clients[i].synced, ackedBefore[i]);
        }
    }

    /// Before a flush, a merge, a name or the end of one is asked for.
    void maintains() {
        maintained++;
    }

    /// How often that was.
    long maintained() {
        return maintained;
    }

    /// What was given a name.
    NamesOracle names() {
        return names;
    }

    /// Writes so far.
    long writes() {
        return Arrays.stream(clients).mapToLong(Client::size).sum();
    }

    /// Throws an `AssertionError` unless exactly this may be found.
    ///
    /// @param least writes of each client that must be there
    /// @return the shortest prefixes that explain it
    int[] check(Map<String, String> content, int[] least) {
        List<Map<String, String>> parts = partsOf(content);
        int[] prefix = least.clone();
        boolean isRaised;
        do {
            isRaised = false;
            for (int i = 0; i < clients.length; i++) {
                prefix[i] = match(i, prefix[i], parts.get(i));
                isRaised |= prefix[i] > 0 && raise(prefix, clients[i].before.get(prefix[i] - 1));
            }
        } while (isRaised);
        return prefix;
    }

    /// Throws an `AssertionError` unless this may be read under a key of a client.
    ///
    /// @param least writes of the client that must be seen
    void checkGet(int client, String key, @Nullable String value, int least) {
        List<Map<String, String>> states = clients[client].states;
        for (int i = least; i < states.size(); i++) {
            if (Objects.equals(states.get(i).get(key), value)) {
                return;
            }
        }
        throw new AssertionError(key + " has " + value + ", and none of the states " + least + " to "
                + (states.size() - 1) + " of client " + client + "; the oldest has "
                + states.get(least).get(key));
    }

    /// How many clients there are.
    int clients() {
        return clients.length;
    }

    /// Like [#check], and the number of the last operation must be that of the prefix.
    void checkRecovered(Map<String, String> content, long lastSequence, int[] least) {
        long shortest = sequence(check(content, least));
        long longest = sequence(Arrays.stream(clients).mapToInt(Client::size).toArray());
        if (lastSequence < shortest || lastSequence > longest) {
            throw new AssertionError("operations up to " + lastSequence + " were recovered, where " + shortest + " to "
                    + longest + " may be");
        }
    }

    /// Takes what a recovery found as the truth from now on: what it found must stay, what it did not find
    /// must never come back.
    void settle(Map<String, String> content, long lastSequence, int[] least) {
        int[] prefix = check(content, least);
        sequenceSlack = lastSequence - (sequence(prefix) - sequenceSlack);
        for (int i = 0; i < clients.length; i++) {
            while (clients[i].size() > prefix[i]) {
                clients[i].removeLast();
            }
            clients[i].acked = prefix[i];
            clients[i].synced = prefix[i];
        }
    }

    private long sequence(int[] prefix) {
        long operations = sequenceSlack;
        for (int i = 0; i < clients.length; i++) {
            operations += clients[i].operations.get(prefix[i]);
        }
        return operations;
    }

    private static boolean raise(int[] prefix, int[] least) {
        boolean isRaised = false;
        for (int i = 0; i < prefix.length; i++) {
            isRaised |= prefix[i] < least[i];
            prefix[i] = Math.max(prefix[i], least[i]);
        }
        return isRaised;
    }

    private int match(int client, int least, Map<String, String> part) {
        List<Map<String, String>> states = clients[client].states;
        for (int i = least; i < states.size(); i++) {
            if (states.get(i).equals(part)) {
                return i;
            }
        }
        int earlier = states.indexOf(part);
        throw new AssertionError("client " + client + " must have one of its states " + least + " to "
                + (states.size() - 1) + (earlier < 0 ? ", and has none of them" : ", and has " + earlier) + "\n  found "
                + part + "\n  newest " + states.getLast() + "\n  least " + states.get(least));
    }

    private List<Map<String, String>> partsOf(Map<String, String> content) {
        List<Map<String, String>> parts = new ArrayList<>();
        for (int i = 0; i < clients.length; i++) {
            parts.add(new TreeMap<>());
        }
        content.forEach((key, value) -> {
            int client = Integer.parseInt(key.substring(key.indexOf('.') + 1));
            parts.get(client).put(key, value);
        });
        return parts;
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
