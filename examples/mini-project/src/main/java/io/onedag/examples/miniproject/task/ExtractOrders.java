package io.onedag.examples.miniproject.task;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.examples.miniproject.source.OrdersApi;
import io.onedag.examples.miniproject.source.OrdersClient;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Takes in orders from an HTTP API. The one that comes along is started for the attempt, and is down at the first ones, so that a retry
 * can be seen.
 */
public final class ExtractOrders implements Task {

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        List<?> orders = fetch(context);
        RawRecords raw = RawRecords.of(context, RawRecords.ORDERS);
        for (Object order : orders) {
            raw.add(order instanceof Map<?, ?> map ? map.get("order_id") : null, order);
        }
        return raw.result();
    }

    private static List<?> fetch(TaskContext context) throws Exception {
        Object api = context.params().get("api");
        if (api != null) {
            return new OrdersClient().fetch(url(api.toString()));
        }
        boolean isDown = context.round() == 1
                && context.attempt() <= context.param("outages", Number.class).longValue();
        try (var server = OrdersApi.start(context.path("data/orders.json"), isDown)) {
            return new OrdersClient().fetch(server.orders());
        }
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && List.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw TaskFailedException.fatal("--param api is \"" + text + "\"; give an http URL");
    }
}
