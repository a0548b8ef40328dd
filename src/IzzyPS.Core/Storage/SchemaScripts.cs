using System.Reflection;

namespace IzzyPS.Storage;

/// <summary>The numbered scripts that create a ledger's tables (<c>Storage/Schema</c>).</summary>
internal static class SchemaScripts
{
    /// <summary>Loads the scripts for SQLite or for PostgreSQL, in their order.</summary>
    internal static IReadOnlyList<string> Load(string kind)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"IzzyPS.Storage.Schema.{kind}.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })];
    }
}
