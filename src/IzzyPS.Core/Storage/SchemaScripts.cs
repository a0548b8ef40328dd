using System.Reflection;

namespace IzzyPS.Storage;

/// <summary>The numbered scripts that make a ledger's tables (<c>Storage/Schema</c>).</summary>
internal static class SchemaScripts
{
    /// <summary>The scripts of one kind of ledger, in their order.</summary>
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
