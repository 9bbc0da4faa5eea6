package io.onedag.hibernate;

import io.onedag.store.StoreConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.engine.jdbc.connections.internal.UserSuppliedConnectionProviderImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The session factories of this process, one for each kind of database and schema, made when first asked for. */
final class SessionFactories {

    /** Where our entities say they are; each factory puts the store's own schema, or none, in its place. */
    static final String SCHEMA = "onedag";

    /** What every PostgreSQL that Hibernate supports can do is enough. */
    private static final String OLDEST_POSTGRESQL = "14";

    private static final ConcurrentMap<Place, SessionFactory> FACTORIES = new ConcurrentHashMap<>();

    private SessionFactories() {}

    /** What a factory depends on. */
    record Place(Kind kind, String schema) {}

    /** Databases that a store can live on. */
    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    static SessionFactory of(Connection connection) throws SQLException {
        return FACTORIES.computeIfAbsent(place(connection), place -> build(place, entities(), Map.of()));
    }

    static Place place(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        Kind kind = switch (product) {
            case "SQLite" -> Kind.SQLITE;
            case "PostgreSQL" -> Kind.POSTGRESQL;
            default ->
                throw new SQLException("a Session works on PostgreSQL and on the embedded database, not on " + product
                        + ". Use the Connection itself, or open a Session of your own there");
        };
        String schema = connection instanceof StoreConnection store ? store.onedagSchema() : SCHEMA;
        return new Place(kind, schema);
    }

    static List<Class<?>> entities() {
        var entities = new ArrayList<Class<?>>(List.of(
                PipelineRun.class, PipelineTask.class, TaskAttempt.class, RawData.class, TransformedData.class));
        ServiceLoader.load(EntitySource.class).forEach(source -> entities.addAll(source.entities()));
        return entities;
    }

    static SessionFactory build(Place place, List<Class<?>> entities, Map<String, Object> settings) {
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySettings(dialect(place.kind()))
                .applySetting(AvailableSettings.ALLOW_METADATA_ON_BOOT, settings.isEmpty() ? "false" : "true")
                // Each session brings its own; said aloud, or Hibernate warns of it.
                .applySetting(AvailableSettings.CONNECTION_PROVIDER, UserSuppliedConnectionProviderImpl.class)
                .applySetting(AvailableSettings.STATEMENT_BATCH_SIZE, 50)
                .applySetting(AvailableSettings.ORDER_INSERTS, true)
                .applySetting(AvailableSettings.ORDER_UPDATES, true)
                .applySetting(AvailableSettings.XML_MAPPING_ENABLED, false)
                // As the store's own statements have it: text on SQLite.
                .applySetting(
                        AvailableSettings.PREFERRED_UUID_JDBC_TYPE, place.kind() == Kind.SQLITE ? "VARCHAR" : "UUID")
                // A local time stays what it is, also where the JVM's zone skips it.
                .applySetting(AvailableSettings.JAVA_TIME_USE_DIRECT_JDBC, place.kind() == Kind.POSTGRESQL)
                .applySettings(settings)
                .build();
        try {
            var sources = new MetadataSources(registry);
            entities.forEach(sources::addAnnotatedClass);
            var metadata = sources.getMetadataBuilder().applyPhysicalNamingStrategy(new Naming(place));
            return metadata.build().buildSessionFactory();
        } catch (RuntimeException e) {
            StandardServiceRegistryBuilder.destroy(registry);
            throw e;
        }
    }

    /** Hibernate warns of a dialect that it would find by the product's name and version. */
    private static Map<String, Object> dialect(Kind kind) {
        return kind == Kind.SQLITE
                ? Map.of(AvailableSettings.DIALECT, new EmbeddedDialect())
                : Map.of(
                        AvailableSettings.JAKARTA_HBM2DDL_DB_NAME,
                        "PostgreSQL",
                        AvailableSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION,
                        OLDEST_POSTGRESQL);
    }

    private static final class EmbeddedDialect extends SQLiteDialect {
        @Override
        protected String columnType(int code) {
            return code == SqlTypes.LONG32VARCHAR ? "text" : super.columnType(code);
        }

        @Override
        public void contributeTypes(TypeContributions types, ServiceRegistry services) {
            super.contributeTypes(types, services);
            IsoText.all().forEach(types::contributeJdbcType);
        }
    }

    private static final class Naming extends PhysicalNamingStrategyStandardImpl {
        private static final long serialVersionUID = 1L;

        private final String schema;

        Naming(Place place) {
            this.schema = place.schema();
        }

        @Override
        public @Nullable Identifier toPhysicalSchemaName(@Nullable Identifier name, JdbcEnvironment environment) {
            if (name == null || !name.getText().equals(SCHEMA)) {
                return name;
            }
            return schema.isEmpty() ? null : Identifier.toIdentifier(schema.replace("\"", "\"\""), true);
        }
    }
}
