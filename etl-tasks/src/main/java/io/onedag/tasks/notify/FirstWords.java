package io.onedag.tasks.notify;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes the beginning of an answer, as one line, and leaves the rest where it is, however long it may be. */
final class FirstWords implements BodySubscriber<String> {

    private static final int MOST = 200;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<String> words = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
        return words;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            var part = new byte[Math.min(buffer.remaining(), MOST - bytes.size())];
            buffer.get(part);
            bytes.writeBytes(part);
        }
        if (subscription != null) {
            if (bytes.size() >= MOST) {
                subscription.cancel();
                onComplete();
            } else {
                subscription.request(1);
            }
        }
    }

    @Override
    public void onError(Throwable thrown) {
        onComplete(); // the status is what counts
    }

    @Override
    public void onComplete() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        words.complete(text.replaceAll("[\\p{Cntrl}\\s\\uFFFD]+", " ").strip());
    }
}
