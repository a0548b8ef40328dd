using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>What comes through the pipeline where it should not.</summary>
internal static class Inputs
{
    private const string SelectedMark = "Selected.IzzyPS.";
    private const string DeserializedMark = "Deserialized.IzzyPS.";

    /// <summary>The error about an object that a cmdlet can't take: a copy that lost what it is checked by, or something else.</summary>
    internal static ErrorRecord Refuse(PSObject input, string takes)
    {
        foreach (var type in input.TypeNames)
        {
            if (type.StartsWith(SelectedMark, StringComparison.Ordinal))
                return Errors.CopyRefused.CreateRecord(input, $"This is a copy of an {type[9..]} that Select-Object made: it lost what it is checked by. Choose with Where-Object, and pipe the objects themselves.");
            if (type.StartsWith(DeserializedMark, StringComparison.Ordinal))
                return Errors.CopyRefused.CreateRecord(input, $"This is a copy of an {type[13..]} from another process or a file: it lost what it is checked by. Compare again in this session, and pipe the objects themselves.");
        }

        return Errors.InputNotAccepted.CreateRecord(input, $"{input.BaseObject.GetType().FullName} is not accepted here; accepted: {takes}.");
    }
}
