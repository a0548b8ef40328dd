using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
