using System.Management.Automation;
using System.Reflection;

namespace IzzyPS.Help;

/// <summary>Describes a parameter by its attributes and comments.</summary>
internal sealed record ParameterDescription(
    string Name,
    string Type,
    bool TakesValue,
    bool TakesWildcards,
    string Description,
    string? Default,
    IReadOnlyList<string> Aliases,
    IReadOnlyDictionary<string, ParameterPlace> Places)
{
    public static readonly ParameterDescription WhatIf = CreateSwitch(
        "WhatIf", "wi", "Shows for each vehicle or step what would happen. Nothing is sent or written.");

    public static readonly ParameterDescription Confirm = CreateSwitch(
        "Confirm", "cf", "Asks before anything is done. -Confirm:$false skips every question.");

    /// <summary>Describes a parameter. Returns null for any other property.</summary>
    public static ParameterDescription? TryCreate(PropertyInfo property, Comments comments)
    {
        var places = CommandDescription.GetAttributes(property, nameof(ParameterAttribute)).ToDictionary(CommandDescription.GetSet, ReadPlace, StringComparer.Ordinal);
        if (places.Count == 0)
            return null;
        var member = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new ParameterDescription(
            property.Name,
            type.Name,
            type != typeof(SwitchParameter),
            CommandDescription.GetAttributes(property, nameof(SupportsWildcardsAttribute)).Any(),
            string.Join(' ', comments.Paragraphs(member, "summary")),
            comments.Paragraphs(member, "value") is [var value, ..] ? value : null,
            [.. CommandDescription.GetAttributes(property, nameof(AliasAttribute)).SelectMany(ReadNames)],
            places);
    }

    private static ParameterPlace ReadPlace(CustomAttributeData parameter)
    {
        var byValue = CommandDescription.GetNamedValue(parameter, nameof(ParameterAttribute.ValueFromPipeline)) is true;
        var byName = CommandDescription.GetNamedValue(parameter, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)) is true;
        var input = (byValue, byName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
        return new ParameterPlace(
            CommandDescription.GetNamedValue(parameter, nameof(ParameterAttribute.Mandatory)) is true,
            (int?)CommandDescription.GetNamedValue(parameter, nameof(ParameterAttribute.Position)),
            input);
    }

    private static IEnumerable<string> ReadNames(CustomAttributeData alias) =>
        ((IEnumerable<CustomAttributeTypedArgument>)alias.ConstructorArguments[0].Value!).Select(name => (string)name.Value!);

    private static ParameterDescription CreateSwitch(string name, string alias, string description) =>
        new(name, nameof(SwitchParameter), false, false, description, null, [alias],
            new Dictionary<string, ParameterPlace>(StringComparer.Ordinal) { ["__AllParameterSets"] = new(false, null, "False") });
}
