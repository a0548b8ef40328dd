using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IzzyPS.Planning;
using IzzyPS.Vehicles;

namespace IzzyPS.Testing.Stocks;

/// <summary>
/// Writes a plan as JSON and reads the plan back, as another process would. Every property with a setter is written, whatever its
/// visibility. Reading back fails for a property that can't be stored as data.
/// </summary>
internal static class PlanJson
{
    internal static SyncPlan ReadBack(SyncPlan plan)
    {
        var options = MakeOptions(plan.Context);
        var facts = JsonSerializer.Serialize(plan.Facts, options);
        var changes = JsonSerializer.Serialize(plan.Changes, options);

        var context = new PlanContext(JsonSerializer.Deserialize<PlanFacts>(facts, options)!);
        return new SyncPlan(context, JsonSerializer.Deserialize<List<VehicleChange>>(changes, MakeOptions(context))!, plan.Unchanged);
    }

    private static JsonSerializerOptions MakeOptions(PlanContext context) => new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => IncludeEveryProperty(info, context) } },
        Converters = { new KeyConverter(), new PayloadConverter(), new FieldChangeConverter(), new FieldConverter() },
    };

    private static void IncludeEveryProperty(JsonTypeInfo info, PlanContext context)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Type.Assembly != typeof(SyncPlan).Assembly)
            return;
        info.Properties.Clear();
        foreach (var property in info.Type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (property.SetMethod is null)
                continue; // The property is computed, or set by the constructor.
            var json = info.CreateJsonPropertyInfo(property.PropertyType, property.Name);
            (json.Get, json.Set) = (property.GetValue, property.SetValue);
            info.Properties.Add(json);
        }

        if (info.Type == typeof(VehicleChange))
            info.CreateObject = () => new VehicleChange(default, context) { Action = default, Feed = string.Empty, Reason = string.Empty };
        else if (!info.Type.IsValueType)
            info.CreateObject = () => RuntimeHelpers.GetUninitializedObject(info.Type);
    }

    private sealed class KeyConverter : JsonConverter<VehicleKey>
    {
        public override VehicleKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, VehicleKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    private sealed class FieldConverter : JsonConverter<VehicleField>
    {
        public override VehicleField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => VehicleFields.GetByName(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, VehicleField value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }

    private sealed class PayloadConverter : JsonConverter<CarPayload>
    {
        public override CarPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => CarPayload.FromJson(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, CarPayload value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    /// <summary>Writes the values of a field with the type of the property of the vehicle.</summary>
    private sealed class FieldChangeConverter : JsonConverter<FieldChange>
    {
        public override FieldChange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var json = JsonElement.ParseValue(ref reader);
            var name = json[0].GetString()!;
            return new FieldChange(name, json[1].Deserialize(GetPropertyType(name)), json[2].Deserialize(GetPropertyType(name)));
        }

        public override void Write(Utf8JsonWriter writer, FieldChange value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(value.Name);
            JsonSerializer.Serialize(writer, value.Before, GetPropertyType(value.Name));
            JsonSerializer.Serialize(writer, value.After, GetPropertyType(value.Name));
            writer.WriteEndArray();
        }

        private static Type GetPropertyType(string field) => typeof(Vehicle).GetProperty(field)!.PropertyType;
    }
}
