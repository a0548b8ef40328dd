using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>The folders of IzzyPS.Core and what each of them may know (design/ARCHITECTURE.md, "Direction"). There are no exceptions.</summary>
public sealed class ArchitectureTests
{
    internal static readonly string[] Basics = ["Hooks", "Files", "Output", "Hashing"];

    /// <summary>Each folder with the folders below it that it may refer to.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Hooks"] = [],
        ["Hashing"] = [],
        ["Files"] = [],
        ["Output"] = ["Files"],
        ["Accounts"] = Basics,
        ["Vehicles"] = Basics,
        ["Csv"] = Basics,
        ["Stock"] = [.. Basics, "Vehicles", "Csv"],
        ["Storage"] = [.. Basics, "Accounts"],
        ["Operations"] = [.. Basics, "Storage"],
        ["Ledger"] = [.. Basics, "Accounts", "Vehicles", "Csv", "Storage", "Operations"],
        ["Dealer"] = [.. Basics, "Accounts", "Vehicles", "Operations"],
        ["Planning"] = [.. Basics, "Csv", "Vehicles", "Stock", "Ledger"],
        ["Sync"] = [.. Basics, "Accounts", "Vehicles", "Storage", "Operations", "Ledger", "Dealer", "Planning"],
        ["Connections"] = [.. Basics, "Accounts", "Vehicles", "Stock", "Storage", "Operations", "Ledger", "Dealer", "Planning", "Sync"],
        ["Runs"] = [.. Basics, "Accounts", "Vehicles", "Stock", "Storage", "Operations", "Ledger", "Dealer", "Planning", "Sync", "Connections"],
    };

    private static readonly FolderReferences Core = FolderReferences.Read(typeof(Vehicle).Assembly.Location, "IzzyPS.Core");

    [Fact]
    public void Each_folder_refers_only_to_folders_below_it()
    {
        var against = Core.References
            .Where(reference => !Allowed[reference.Key.From].Contains(reference.Key.To, StringComparer.Ordinal))
            .Select(reference => $"{reference.Key.From} -> {reference.Key.To}: {string.Join(", ", reference.Value.Take(5))}");
        Assert.Empty(against);
    }

    [Fact]
    public void The_allowed_references_form_no_circle()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (Allowed.Keys.FirstOrDefault(folder => !done.Contains(folder) && Allowed[folder].All(done.Contains)) is { } next)
            _ = done.Add(next);
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), done.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_folder_that_has_code_has_its_rule()
    {
        Assert.True(Core.Folders.Count > 200);
        Assert.Empty(Core.Folders.Values.Except(Allowed.Keys, StringComparer.Ordinal));
        Assert.Contains(("Sync", "Operations"), Core.References.Keys);
    }

    [Fact]
    public void Public_types_are_in_IzzyPS_and_internal_ones_in_their_folder()
    {
        var own = typeof(Vehicle).Assembly.GetTypes().Where(type => !type.IsNested && type.Namespace?.StartsWith("IzzyPS", StringComparison.Ordinal) == true).ToList();
        Assert.DoesNotContain(own, type => type.IsPublic && type.Namespace != "IzzyPS");
        Assert.DoesNotContain(own, type => Core.Folders.TryGetValue(type.FullName!, out var folder) && type.Namespace != "IzzyPS" && type.Namespace!.Split('.')[1] != folder);
    }

    [Fact]
    public void No_folder_of_Core_knows_PowerShell_or_a_web_server()
    {
        var names = typeof(Vehicle).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.DoesNotContain(names, name => name.StartsWith("System.Management.Automation", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
