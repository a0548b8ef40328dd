using IzzyPS.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
